"""Class hours for pages and calendars to show."""

from playwright.sync_api import Page

from tests.browser.installation import Installation


def set_class_hours(installation: Installation, page: Page) -> None:
    """Class at weekends, by the instructor who is logged in; labs are left alone by it."""
    page.goto(f"{installation.lms}/runs/1/timetable")
    page.locator("form[action$='/timetable/labs'] button").click()
    for day in ("5", "6"):
        page.locator(f"input[name='weekdays'][value='{day}']").check()
    page.locator("#begins").fill("09:00")
    page.locator("#ends").fill("12:30")
    page.locator("form[action$='/timetable/hours'] button").click()
    page.locator("form[action$='/remove']").first.wait_for()
