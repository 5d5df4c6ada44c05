"""The whole way of README: exports and a received ORDER become documents, which are uploaded, deal by deal."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from opentrans.itscope import ITscope
from opentrans.itscope.sandbox import Sandbox
from tests.command import ROOT, Command

KINDS = {"orderresponse": "confirm", "dispatchnotification": "advise", "invoice": "invoice"}


def test_from_exports_and_a_received_order_to_an_archived_deal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run = Command(tmp_path)
    shutil.copytree(ROOT / "templates" / "mappings" / "generic-de", tmp_path / "mappings")
    with Sandbox() as sandbox:
        deal = sandbox.seed(ROOT / "samples" / "story-1-order.xml")[0]
        for name, value in {**sandbox.environment(), "ITSCOPE_JOURNAL": str(tmp_path / "journal.sqlite")}.items():
            monkeypatch.setenv(name, value)
        with ITscope.from_environment(sandbox.environment()) as itscope:
            statuses = [str(itscope.deal(deal).status)]
            for kind, action in KINDS.items():
                mapping = tmp_path / "mappings" / f"{kind}.yaml"
                if "\naction:" not in mapping.read_text("utf-8"):
                    mapping.write_text(f"{mapping.read_text('utf-8')}\naction: {action}\n", encoding="utf-8")
                export = ROOT / "samples" / "exports" / f"generic-de-{kind}.csv"
                order = ROOT / "samples" / "story-1-order.xml"
                done = run("generate", mapping, export, order, "-o", "out")
                assert done.returncode == 0, (done.stdout + done.stderr).decode()
                done = run("itscope", "batch", "out/uploads.csv")
                assert done.returncode == 0, (done.stdout + done.stderr).decode()
                statuses.append(str(itscope.deal(deal).status))
            assert run("itscope", "archive", deal).returncode == 0
            assert itscope.deal(deal).archived
        assert [len(sandbox.documents(deal, kind.upper())) for kind in KINDS] == [1, 1, 1]
        assert sandbox.doubles() == []
    assert statuses == ["ARRIVED", "PARTIALLY_PROCESSING", "PARTIALLY_ADVISED", "PARTIALLY_INVOICED"]
