"""`lms courses`: what an author does with a folder, without a server or a database."""

from lms.loading import LoadingGroup

courses_group = LoadingGroup(
    "courses",
    help="Begin, check and preview course folders.",
    places={
        "check": "lms.authoring.checking_cli:check",
        "new": "lms.authoring.new_cli:new",
        "preview": "lms.authoring.preview_cli:preview",
    },
)
