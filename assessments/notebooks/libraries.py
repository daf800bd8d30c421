"""What is loaded before a notebook comes: as much as notebooks of its kind use, and no more.

A fork costs by the memory that it copies the tables of, so a notebook without libraries is
not forked from an interpreter full of them.
"""

from assessments.notebooks.environments import Environment

DATA = ("numpy", "pandas", "matplotlib.pyplot", "matplotlib_inline.backend_inline")
LEARNING = (
    *DATA,
    "sklearn.linear_model",
    "sklearn.model_selection",
    "sklearn.metrics",
    "sklearn.preprocessing",
)
_WORDS = (("sklearn", LEARNING), ("scipy", LEARNING), *((word, DATA) for word in ("pandas", "numpy", "matplotlib", "seaborn")))  # fmt: skip


def libraries_for(text: str, environment: Environment | None = None) -> tuple[str, ...]:
    """The modules to be loaded for code with these words in it.

    Of a course's own packages all or none, so that at most a few interpreters stand ready for it.
    """
    found = next((found for word, found in _WORDS if word in text), ())
    own = environment.modules if environment else ()
    return tuple(dict.fromkeys((*own, *found))) if any(name in text for name in own) else found
