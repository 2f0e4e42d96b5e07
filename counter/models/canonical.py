"""JSON in one form, so that equal values are equal text: what the store keeps."""

import json


def canonical(value: object) -> str:
    """Sorted keys, no spaces, Unicode as it is. ValueError for NaN, TypeError for what is not JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
