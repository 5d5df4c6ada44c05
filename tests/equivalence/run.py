"""Runs of many random documents, alone or in several processes, with figures that can be added up."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from lxml import etree

from .components import read_both
from .generate import Generator
from .judge import Judge, verdict_on_tree
from .mutate import Touch, Vocabulary, mutate, with_prefixes
from .sources import ENTRY, ROOT, Reference, compile_original, compile_ours, our_folder, read_structure

#: How many documents of each kind of finding are kept.
_KEPT = 10
#: Shares of documents from files, and of documents left as they are.
_FROM_FILE, _UNCHANGED = 0.35, 0.05


@dataclass
class Figures:
    """What a run found."""

    documents: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    generated: Counter[str] = field(default_factory=Counter)
    by_wildcard: int = 0
    differences: int = 0
    mode_differences: int = 0
    repeated_ids: int = 0
    mutations: Counter[str] = field(default_factory=Counter)
    #: Touched elements and attributes, as far as the schemas declare them, and how many they declare.
    elements: set[str] = field(default_factory=set)
    attributes: set[tuple[str, str]] = field(default_factory=set)
    declared: tuple[int, int] = (0, 0)
    #: Kind of finding, number of the document, what happened, the document.
    examples: list[tuple[str, int, str, bytes]] = field(default_factory=list)

    def add(self, other: Figures) -> None:
        """Take the figures of another part of the run in."""
        self.documents += other.documents
        self.by_wildcard += other.by_wildcard
        self.differences += other.differences
        self.mode_differences += other.mode_differences
        self.repeated_ids += other.repeated_ids
        for mine, others in (
            (self.verdicts, other.verdicts),
            (self.generated, other.generated),
            (self.mutations, other.mutations),
        ):
            mine.update(others)
        self.declared = other.declared
        self.elements |= other.elements
        self.attributes |= other.attributes
        for example in other.examples:
            self.keep(*example)

    def keep(self, kind: str, number: int, what: str, data: bytes) -> None:
        """Remember the first documents of a kind."""
        if sum(example[0] == kind for example in self.examples) < _KEPT:
            self.examples.append((kind, number, what, data))


class Workbench:
    """All that a process needs to make and judge documents; takes some seconds to set up."""

    def __init__(self, reference: Reference) -> None:
        ours, theirs = read_both(read_structure(our_folder() / ENTRY), read_structure(reference.entry))
        self.structures = ours, theirs
        self.judge = Judge(compile_ours(), compile_original(reference), ours, theirs)
        foreign = sorted(self.judge.foreign_elements)
        self.words = Vocabulary(theirs, sorted(ours.global_types), foreign)
        self.generator = Generator(theirs, foreign)
        self.seeds: Sequence[bytes] = [*_valid_reference_documents(reference), *_valid_samples(self.judge.theirs)]

    def run(self, seed: int, numbers: Iterable[int], *, modes: bool = False) -> Figures:
        """Judge the documents of these numbers; number and seed alone decide what a document is."""
        figures = Figures(declared=(len(self.words.names), len(self.words.fields)))
        for number in numbers:
            rng = random.Random(f"{seed}/{number}")
            data, touches, generated = self._document(rng)
            self._count(figures, number, data, touches, generated=generated)
            if modes:
                self._compare_modes(figures, number, data, touches)
        return figures

    def _document(self, rng: random.Random) -> tuple[bytes, list[Touch], bool]:
        """A document, what was changed in it, and whether it was generated."""
        from_file = rng.random() < _FROM_FILE
        if from_file:
            root, goal = with_prefixes(etree.fromstring(rng.choice(self.seeds))), None
        else:
            made = self.generator.document(rng)
            root, goal = made.root, made.goal
        times = 0 if rng.random() < _UNCHANGED else rng.choice((1, 1, 1, 2, 3))
        touches = mutate(root, goal, self.words, rng, times)
        return etree.tostring(root, encoding="UTF-8", xml_declaration=True), touches, not from_file

    def _count(self, figures: Figures, number: int, data: bytes, touches: Sequence[Touch], *, generated: bool) -> None:
        judgement = self.judge.judge(data)
        figures.documents += 1
        figures.verdicts[judgement.theirs] += 1
        if generated and not touches:
            figures.generated[judgement.theirs] += 1
        figures.by_wildcard += judgement.by_wildcard
        figures.mutations.update(touch.mutation for touch in touches)
        figures.elements |= self.words.by_name.keys() & {touch.element for touch in touches}
        figures.attributes |= self.words.fields & {(touch.element, touch.attribute) for touch in touches}
        if judgement.differ:
            figures.differences += 1
            figures.keep("difference", number, f"{judgement.ours} / {judgement.theirs} after {_story(touches)}", data)
        elif judgement.by_wildcard:
            figures.keep("wildcard", number, f"{judgement.ours} / {judgement.theirs} after {_story(touches)}", data)

    def _compare_modes(self, figures: Figures, number: int, data: bytes, touches: Sequence[Touch]) -> None:
        relation = self.judge.compare_modes(data)
        if relation == "repeated id":
            figures.repeated_ids += 1
        elif relation == "different":
            figures.mode_differences += 1
            figures.keep("modes", number, f"after {_story(touches)}", data)


def _story(touches: Sequence[Touch]) -> str:
    return ", ".join(f"{t.mutation} {t.element} {'@' + t.attribute if t.attribute else ''}" for t in touches)


def _valid_reference_documents(reference: Reference) -> list[bytes]:
    names = sorted(name for name, verdict in reference.verdicts().items() if verdict == "valid")
    return [(reference.documents / name).read_bytes() for name in names]


def _valid_samples(schema: etree.XMLSchema) -> list[bytes]:
    """Our own samples, as far as the standard allows them."""
    files = [path.read_bytes() for path in sorted((ROOT / "samples").glob("*.xml"))]
    return [data for data in files if verdict_on_tree(schema, data) == "valid"]


_bench: list[Workbench] = []


def _set_up(folder: Path) -> None:
    _bench.append(Workbench(Reference(folder)))


def _part(seed: int, numbers: range, modes: bool) -> Figures:
    return _bench[0].run(seed, numbers, modes=modes)


def run(reference: Reference, seed: int, documents: int, *, jobs: int = 1, modes: bool = False) -> Figures:
    """Judge documents; the result does not depend on the number of processes."""
    total = Figures()
    if jobs == 1:
        return Workbench(reference).run(seed, range(documents), modes=modes)
    parts = [range(start, min(start + 500, documents)) for start in range(0, documents, 500)]
    with ProcessPoolExecutor(jobs, initializer=_set_up, initargs=(reference.folder,)) as pool:
        waiting = [pool.submit(_part, seed, part, modes) for part in parts]
        for future in waiting:
            total.add(future.result())
    return total
