"""Prints what Alembic's autogenerate finds when a database is to become like another: each difference on a line."""
import sys
import warnings

import alembic
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

if sys.argv[1] == "--version":
    print(alembic.__version__)
    sys.exit()

warnings.simplefilter("ignore")
before, after = (create_engine(url) for url in sys.argv[1:3])
wanted = MetaData()
wanted.reflect(after, views=False)
with before.connect() as connection:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
    for difference in compare_metadata(context, wanted):
        for part in difference if isinstance(difference, list) else [difference]:
            print(part[0])
