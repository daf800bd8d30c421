"""A browser's long name in two words: `Chrome · Windows`."""

# the first token found counts: Edge also calls itself Chrome, and Chrome calls itself Safari
_BROWSERS = (
    ("SamsungBrowser/", "Samsung Internet"),
    ("Whale/", "Whale"),
    ("KAKAOTALK", "KakaoTalk"),
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Macintosh", "macOS"),
    ("Linux", "Linux"),
)


def summary_of(user_agent: str) -> str:
    """Browser and system as far as known; empty when neither is."""
    return " · ".join(
        word for word in (_first(user_agent, _BROWSERS), _first(user_agent, _SYSTEMS)) if word
    )


def _first(text: str, names: tuple[tuple[str, str], ...]) -> str:
    return next((name for token, name in names if token in text), "")
