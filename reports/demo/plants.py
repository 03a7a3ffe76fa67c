"""The forty plants around Nigeria: thirty-four honest as plants there are, six dishonest, each in its own way."""

from reports.demo.behaviours import (
    battery_full,
    carries_the_house,
    dust,
    loses_hours,
    sends_load_output,
    trips_with_the_grid,
)
from reports.demo.forgeries import (
    best_day_again,
    cloudless_bell,
    copies,
    generator_at_night,
    multiplied,
    satellite_again,
)
from reports.demo.panels import Face
from reports.demo.plan import Plan, Way, forged
from reports.demo.posting import Sending

TRIPS = Way("Grid-tied: stops when the grid trips, twice a day for one to three hours.", (trips_with_the_grid,))
HOUSE = Way("A hybrid: in two outages a day it makes only what the house takes.", (carries_the_house,))
LOSES = Way("A weak modem: single hours and a few long stretches never arrived.", (loses_hours,))
LOAD = Way("A hybrid that sends its load output, which runs all night, as PV generation.", (sends_load_output,))

TWIN_A = Way("One of two inverters on one roof: their curves are all but equal.")
TWIN_B = Way("The twin of roof A, with a meter of its own.")
EAST_WEST = Way("Half the modules face east, half west; the owner states neither.")
UNSURE = Way("A plain roof whose owner does not know which way it faces.")
LARGE_ARRAY = Way("Only the rating is stated; the array is a quarter larger than it.")
FACTORY_CLOCK = Way("The logger kept the factory's clock, UTC+8: every stamp is seven hours ahead.")
LATE = Way("Its modem was down: one week came seventeen days late in a single file.")
QUARTERS = Way("A plain roof whose logger writes every quarter of an hour.")
HALVES = Way("A plain roof whose logger writes every half hour.")
COPIED = Way("A plain roof, whose readings somebody in Gwarinpa copies.")

TWICE = forged("twice the energy that its array made.", multiplied(2.0))
BELL = forged("an invented cloudless bell every day, though clouds passed.", cloudless_bell)
GENERATOR = forged("a diesel generator feeds the same meter from dusk to dawn.", generator_at_night)
DIGITS = forged("the Garki office's readings digit for digit, sent a day after it.", copies("Abuja Garki office"))
BEST_DAY = forged("the best day of all, sent again every day with 3 % noise.", best_day_again)
SATELLITE = forged("the satellite's own hours with 3 % noise, sent once they were public.", satellite_again)


def full_at(kept: float) -> Way:
    """A hybrid whose battery is too small."""
    story = f"A hybrid without export: full at {kept:.0%} of a usual day, then it follows a small load."
    return Way(story, (battery_full(kept),))


def dusty(deepest: float, washed_every: int) -> Way:
    """A roof beside an unpaved road."""
    story = f"Road dust takes up to {deepest:.0%} until the modules are washed, every {washed_every} days."
    return Way(story, (dust(deepest, washed_every),))


IKEJA = "Ikeja school"
TWO_FACES = (Face(12, 90, 0.5), Face(12, 270, 0.5))
SOUTH_WEST = (Face(20, 225),)
NORTHERN = (Face(14, 180),)
DAILY, LATE_WEEK, ONCE_PUBLIC = Sending.DAILY, Sending.LATE_WEEK, Sending.AFTER_PUBLICATION

PLANTS = (
    Plan("Ikeja", "school, roof A", 6.6018, 3.3515, 10, 11, TWIN_A, roof=IKEJA),
    Plan("Ikeja", "school, roof B", 6.6018, 3.3515, 10, 11, TWIN_B, roof=IKEJA),
    Plan("Lekki", "clinic", 6.4474, 3.4723, 8, 9.6, full_at(0.85)),
    Plan("Ikorodu", "cold store", 6.6194, 3.5105, 30, 33, TRIPS),
    Plan("Abeokuta", "press", 7.1475, 3.3619, 15, 16.5, EAST_WEST, TWO_FACES, orientation_stated=False),
    Plan("Ibadan", "bakery", 7.3775, 3.9470, 20, 22, TRIPS),
    Plan("Ibadan", "boutique", 7.4010, 3.9173, 5, 5.5, BEST_DAY),
    Plan("Ilorin", "campus", 8.4799, 4.5418, 50, 55, sending=DAILY),
    Plan("Ilorin", "pharmacy", 8.4966, 4.5426, 5, 5.5, HOUSE),
    Plan("Osogbo", "workshop", 7.7827, 4.5418, 6, 6.6, dusty(0.30, 26)),
    Plan("Akure", "guest house", 7.2571, 5.2058, 12, 12, UNSURE, SOUTH_WEST, orientation_stated=False),
    Plan("Ado-Ekiti", "hospital", 7.6124, 5.2371, 25, 30, QUARTERS, minutes=15),
    Plan("Benin City", "depot", 6.3350, 5.6037, 15, 16.5, TRIPS),
    Plan("Asaba", "school", 6.2059, 6.6959, 8, 8.8, LATE, sending=LATE_WEEK),
    Plan("Onitsha", "market hall", 6.1498, 6.7857, 10, 11, TWICE),
    Plan("Enugu", "library", 6.4483, 7.5139, 20, 22),
    Plan("Nsukka", "hostel", 6.8429, 7.3733, 10, 12, full_at(0.65)),
    Plan("Owerri", "bank", 5.4763, 7.0259, 15, 16.5, HOUSE),
    Plan("Aba", "tailors", 5.1066, 7.3667, 5, 5, full_at(0.5)),
    Plan("Port Harcourt", "office", 4.8156, 7.0498, 30, 33, HALVES, minutes=30),
    Plan("Port Harcourt", "hotel", 4.8242, 7.0336, 40, 44, GENERATOR),
    Plan("Uyo", "secretariat", 5.0377, 7.9128, 12, 13.2, LOSES),
    Plan("Calabar", "marina", 4.9757, 8.3417, 8, 8.8, TRIPS),
    Plan("Makurdi", "rice mill", 7.7322, 8.5391, 25, 27.5, dusty(0.40, 38)),
    Plan("Lokoja", "station", 7.8023, 6.7333, 10, 11),
    Plan("Abuja", "Garki office", 9.0333, 7.4833, 20, 22, COPIED),
    Plan("Abuja", "Gwarinpa plaza", 9.1099, 7.4042, 20, 22, DIGITS, hours_later=26),
    Plan("Abuja", "Kubwa dairy", 9.1538, 7.3220, 8, 10, HOUSE, sending=DAILY),
    Plan("Minna", "farm", 9.6139, 6.5569, 10, 12.5, LARGE_ARRAY, dc_stated=False),
    Plan("Jos", "brewery", 9.8965, 8.8583, 50, 60, faces=NORTHERN, sending=DAILY),
    Plan("Jos", "rock hotel", 9.9170, 8.8980, 15, 16.5, full_at(0.8), NORTHERN),
    Plan("Kaduna", "mill", 10.5105, 7.4165, 30, 33, FACTORY_CLOCK, clock_ahead_hours=7),
    Plan("Kaduna", "garage", 10.5222, 7.4383, 10, 11, BELL),
    Plan("Zaria", "college", 11.0855, 7.7199, 20, 22, dusty(0.25, 31), NORTHERN),
    Plan("Kano", "textile", 11.9964, 8.5167, 50, 55, HALVES, NORTHERN, minutes=30),
    Plan("Kano", "leather works", 11.9700, 8.5600, 15, 16.5, SATELLITE, NORTHERN, sending=ONCE_PUBLIC),
    Plan("Katsina", "dispensary", 12.9908, 7.6018, 5, 6, LOAD, NORTHERN),
    Plan("Sokoto", "mosque", 13.0059, 5.2476, 12, 13.2, dusty(0.38, 45), NORTHERN),
    Plan("Maiduguri", "clinic", 11.8333, 13.1500, 8, 8.8, full_at(0.7), NORTHERN),
    Plan("Yola", "borehole", 9.2035, 12.4954, 15, 16.5),
)
"""In the order they are made: a copier stands after the plant it copies."""
