"""An auditor takes the evidence home, and works the chain out again where he is."""

import subprocess
import sys

import pytest
from playwright.sync_api import expect

from reports.evidence import verify
from tests.e2e import filling
from tests.e2e.catalogue import DAY

pytestmark = pytest.mark.browser
TAB = f"/audit/{filling.VERIFIED}/evidence"


def bare(path):
    """The untouched verifier in a Python without packages."""
    return subprocess.run(
        [sys.executable, "-I", "-S", verify.__file__, str(path)], capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize("button", [True, False])
def test_a_bundle_is_downloaded_and_holds_in_a_bare_python(site, page, tmp_path, button):
    page.goto(site + TAB)
    act = page.get_by_role("button", name="Download 1 credit") if button else page.get_by_role("link", name="Download")
    with page.expect_download() as download:
        act.click()
    download.value.save_as(tmp_path / "bundle.zip")

    ran = bare(tmp_path / "bundle.zip")

    assert download.value.suggested_filename.startswith(f"lumix-evidence-{filling.VERIFIED}-{DAY}")
    assert ran.returncode == 0, ran.stdout


def test_verify_now_shows_beside_each_link_that_it_agrees(site, page):
    page.goto(f"{site}/audit/{filling.VERIFIED}/{DAY}")
    page.get_by_role("link", name="Trust chain").click()
    page.get_by_role("button", name="Verify now").click()

    expect(page.locator("#chain-checked .badge")).to_have_text("All that can be recomputed agrees")
    expect(page.locator("#chain .found .badge-fail")).to_have_count(0)
    expect(page.locator("#chain > .chain > li")).to_have_count(6)
    expect(page.locator("#chain .found .badge-pass").nth(10)).to_be_attached()


def test_ticked_credits_are_one_bundle(site, page, tmp_path):
    page.goto(f"{site}/fleet/credits?status=VERIFIED")
    page.locator("input[name=credit]").first.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Evidence").click()
    download.value.save_as(tmp_path / "bundle.zip")

    assert bare(tmp_path / "bundle.zip").returncode == 0
