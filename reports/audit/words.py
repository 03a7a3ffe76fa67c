"""The checks in words for somebody who never saw one: a name, the question it asks, and where it belongs."""

from dataclasses import dataclass, replace

READINGS, CLOCK, SKY, MONTH, OTHERS = "readings", "clock", "sky", "month", "others"
GROUPS = {
    READINGS: "The readings themselves",
    CLOCK: "The clock",
    SKY: "The day against the sky and the ratings",
    MONTH: "The month about the day",
    OTHERS: "Other days and other roofs",
}
"""In the order in which the page shows them."""


@dataclass(frozen=True)
class Words:
    """One check. asks: what it wants to know. plain: the answer where it fails. Neither has a term of statistics."""

    name: str
    group: str
    asks: str
    plain: str = ""


WORDS = {
    "quantity": Words("What is measured", READINGS, "Do the readings count the panels' own output, and nothing else?"),
    "day_over": Words("The day is over", READINGS, "Had the day ended when it was judged?"),
    "provisional": Words("Final values only", READINGS, "Did every value come after the time that it counts?"),
    "interval": Words("Spacing of the readings", READINGS, "Are there readings for every hour or more often?"),
    "daylight": Words("Daylight hours measured", READINGS, "Was enough of the daylight measured?"),
    "lump": Words("No energy in one lump", READINGS, "Does each value hold its own hour, and not a gap before it?"),
    "production": Words("Something was produced", READINGS, "Did the plant run at all?"),
    "stuck": Words("Values that move", READINGS, "Do the values change as real output does, hour by hour?"),
    "interpolated": Words("No gaps filled by a straight line", READINGS, "Was a gap filled in by a computer's guess?"),
    "resolution": Words("Written finely enough", READINGS, "Do the values have digits enough to show a cloud?"),
    "typed": Words("Digits of a machine", READINGS, "Do the last digits look like a meter's, or typed by a person?"),
    "night_output": Words("Little output in the dark", READINGS, "Is there output at night, as a household has?"),
    "clock": Words("The logger's clock", CLOCK, "Does the energy lie at the hours when the sun was up?"),
    "rating": Words("Hours within the rating", SKY, "Could equipment of this size make the highest hour?"),
    "array_size": Words("The array's size explains the day", SKY, "Are the stated panels enough for this energy?"),
    "night": Words("No daytime power at night", SKY, "Is there daytime power in hours without any sun?"),
    "cloudless": Words("Day within a cloudless sky", SKY, "Could even the clearest sky give this much energy?"),
    "published": Words("Satellite hours published", SKY, "Has NASA published what its satellites saw that day?"),
    "satellite": Words("Day within the satellite's sky", SKY, "Could the sky that the satellite saw give this much?"),
    "theoretical": Words(
        "Below the theoretical output", SKY, "Is the energy below what perfect panels make of that sky?"
    ),
    "sea_in_cell": Words("The satellite's cell is land", SKY, "Is the satellite's square land, not sea?"),
    "correlation": Words(
        "Follows the satellite's curve",
        SKY,
        "Did output rise and fall through the day as the sun that the satellite saw? (1 is exactly, 0 not at all)",
    ),
    "month_ceiling": Words("Month within the satellite's sky", MONTH, "Could the month's sky give this much energy?"),
    "month_level": Words("Month below the theoretical output", MONTH, "Is the month below what perfect panels make?"),
    "month_copy": Words("Not the satellite's own curve", MONTH, "Is it output, or NASA's figures handed back?"),
    "late_copy": Words(
        "Not noise over the satellite's curve", MONTH, "Were NASA's figures taken and a little noise laid over them?"
    ),
    "month_repeated": Words("Not one curve every day", MONTH, "Do different days have different curves?"),
    "month_clouds": Words("Follows the month's clouds", MONTH, "When clouds passed over the place, did output dip?"),
    "month_totals": Words("Days as large as the satellite's", MONTH, "Did bright days bring more than dull ones?"),
    "month_sky": Words("Follows the month's sky", MONTH, "Do clouds and dull days together show in the output?"),
    "month_shape": Words(
        "Clouds within the days", MONTH, "Does output change within the days, as under clouds it must?"
    ),
    "day_stands_out": Words("In line with the month", MONTH, "Is this day far better than its month's others?"),
    "month_outliers": Words("Few days stand out", MONTH, "Are there several days that are far too good?"),
    "repeated_curve": Words("Dull days look dull", MONTH, "Do dull days look different from bright ones?"),
    "copied_digits": Words("No day of another's digits", OTHERS, "Do the same digits stand on an earlier day?"),
    "registered_twice": Words("Registered once", OTHERS, "Do these readings already stand under another inverter?"),
    "near_copy": Words("A roof of its own", OTHERS, "Did the clouds pass here, or over another roof elsewhere?"),
    "neighbour_variation": Words("As cloudy as the neighbours'", OTHERS, "Did output vary as much as next door?"),
    "neighbour_clouds": Words("The neighbours' clouds", OTHERS, "Does it show the clouds that its neighbours show?"),
    "neighbour_envelope": Words(
        "No higher than the neighbours", OTHERS, "For its size, are its best hours like the neighbours' best?"
    ),
}
"""A check that is not listed here is shown by its own name, among the readings."""


PLAIN = {
    "clock": "No: the energy stands at the wrong hours, and moved all together by one shift it fits the sun.",
    "correlation": "No: the day's ups and downs are not those of the sun on that day.",
    "month_clouds": "No: clouds came and went, and the output did not answer them.",
    "month_totals": "No: the large and small days are not those on which the sun shone much and little.",
    "month_sky": "No: neither its hours nor its days answer the sky of these weeks.",
    "month_shape": "No: some days are far smaller than others, and yet nothing moves within any of them.",
    "month_copy": "It is NASA's curve times one number: no real roof keeps so close to a view from space.",
    "late_copy": "It looks so: the differences are as even as a computer's noise, and real clouds are not.",
    "month_repeated": "No: the same curve stands on bright and on dull days.",
    "repeated_curve": "No: what a bright day brings stands on dull days too.",
    "day_stands_out": "Yes: the same sun brought far less on the days around it.",
    "month_outliers": "Yes: more of them than luck explains.",
    "copied_digits": "Yes: two real days never agree to the last digit.",
    "registered_twice": "Yes: two inverters never measure the same digits.",
    "near_copy": "Over another roof: two places so far apart never have the same clouds at the same hour.",
    "neighbour_clouds": "No: all around, output dipped together, and here it did not.",
    "neighbour_variation": "No: around it clouds passed, and here output ran smoothly.",
    "neighbour_envelope": "No: for its size it made far more than any of them.",
    "typed": "Typed: a meter's last digits fall evenly, people like fives and noughts.",
    "array_size": "No: it would take more panels, and how many there are is not stated.",
    "night_output": "Yes: panels make nothing in the dark.",
    "night": "Yes, and panels cannot do that.",
    "rating": "No: it is more than such equipment can make in an hour.",
    "cloudless": "No: not even without a single cloud.",
    "satellite": "No: the sky of that day was not bright enough for it.",
    "month_ceiling": "No: the sky of these weeks was not bright enough for it.",
}
"""The answer to a check's question where it fails; the others' own sentences are plain already."""


def words_of(name: str) -> Words:
    """A check's words."""
    found = WORDS.get(name) or Words(name.replace("_", " ").capitalize(), READINGS, "")
    return replace(found, plain=PLAIN.get(name, ""))
