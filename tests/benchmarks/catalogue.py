"""All benchmarks by name, in the order in which they run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from .figures import Row
from .generation import generation, generation_memory
from .large import invalid, sizes, ten_megabytes
from .library import other_validator, rules, warm
from .many import many_files
from .model import model
from .setting import Setting
from .start import cold, compiling

BENCHMARKS: Mapping[str, Callable[[Setting], Iterator[Row]]] = MappingProxyType(
    {
        "cold": cold,
        "library": warm,
        "rules": rules,
        "xmlschema": other_validator,
        "compile": compiling,
        "large": ten_megabytes,
        "invalid": invalid,
        "sizes": sizes,
        "many": many_files,
        "model": model,
        "generation": generation,
        "generation-memory": generation_memory,
    }
)
