"""What a worker says its cells put out, as far as it has a notebook's shape."""

from assessments.notebooks.cells import Json


def clean_outputs(outputs: object) -> list[Json]:
    """Return the outputs that have a notebook's shape; everything else is dropped."""
    if not isinstance(outputs, list):
        return []
    return [output for output in outputs if _is_output(output)]


def _is_output(output: object) -> bool:
    if not isinstance(output, dict):
        return False
    match output.get("output_type"):
        case "stream":
            return output.get("name") in ("stdout", "stderr") and _is_text(output.get("text"))
        case "error":
            lines = output.get("traceback")
            texts = [output.get("ename"), output.get("evalue")]
            return isinstance(lines, list) and all(map(_is_text, [*texts, *lines]))
        case "execute_result" | "display_data":
            return _is_bundle(output.get("data")) and isinstance(output.get("metadata"), dict)
    return False


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _is_bundle(data: object) -> bool:
    return isinstance(data, dict) and all(
        isinstance(value, str) or mime.endswith("json") for mime, value in data.items()
    )
