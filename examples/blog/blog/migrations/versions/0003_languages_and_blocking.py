"""Accounts have a language, are seen, and can be blocked."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.add_column(sa.Column("language", sa.String(5), nullable=True))
        table.add_column(sa.Column("last_seen", sa.DateTime(), nullable=True))
        table.add_column(sa.Column("is_blocked", sa.Boolean(), nullable=False, server_default=sa.false()))


def downgrade() -> None:
    with op.batch_alter_table("account") as table:
        table.drop_column("is_blocked")
        table.drop_column("last_seen")
        table.drop_column("language")
