"""Answers questions about revision graphs with Debian's Alembic, one JSON document a line, in and out.

A question: {"revisions": [{"id", "parents", "deps", "labels"}], "rows": [...], "command": "upgrade"|"downgrade"|"stamp", "target": "..."}
An answer:  {"steps": [[id, [rows after]], ...]} or {"rows": [...]} or {"error": class name}
"""
import json
import sys
import warnings
from unittest import mock

from alembic.runtime.migration import HeadMaintainer
from alembic.script import ScriptDirectory
from alembic.script.base import Script
from alembic.script.revision import RevisionMap
from alembic.util import CommandError

warnings.simplefilter("ignore")


class Module:
    __doc__ = ""

    def upgrade(self):
        pass

    def downgrade(self):
        pass


def directory(question):
    def load():
        for item in question["revisions"]:
            script = Script.__new__(Script)
            script.module = Module()
            script.path = item["id"]
            script.dir = "."
            super(Script, script).__init__(
                item["id"],
                tuple(item["parents"]) or None,
                dependencies=tuple(item["deps"]) or None,
                branch_labels=tuple(item["labels"]) or None,
            )
            yield script

    scripts = ScriptDirectory.__new__(ScriptDirectory)
    scripts.revision_map = RevisionMap(load)
    return scripts


def answer(question):
    scripts = directory(question)
    rows = tuple(question["rows"])
    target = question["target"]
    if question["command"] == "upgrade":
        steps = scripts._upgrade_revs(target, rows)
    elif question["command"] == "downgrade":
        steps = scripts._downgrade_revs(target, rows)
    else:
        steps = scripts._stamp_revs(target, rows)
    maintainer = HeadMaintainer(mock.Mock(as_sql=True, opts={}), rows)
    result = []
    for step in steps:
        maintainer.update_to_step(step)
        name = step.revision.revision if question["command"] != "stamp" else ""
        result.append([name, sorted(maintainer.heads)])
    return {"steps": result, "rows": sorted(maintainer.heads)}


for line in sys.stdin:
    try:
        reply = answer(json.loads(line))
    except CommandError as error:
        reply = {"error": type(error.__cause__ or error).__name__, "message": str(error)[:200]}
    except (AssertionError, KeyError, IndexError, AttributeError, TypeError, ValueError) as error:
        reply = {"crash": type(error).__name__, "message": str(error)[:200]}
    print(json.dumps(reply))
