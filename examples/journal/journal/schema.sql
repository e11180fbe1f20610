CREATE TABLE IF NOT EXISTS account (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL COLLATE NOCASE UNIQUE,
    password TEXT NOT NULL
);

CREATE TABLE IF NOT EXISTS entry (
    id INTEGER PRIMARY KEY,
    author_id INTEGER NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    written TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    visibility TEXT NOT NULL CHECK (visibility IN ('private', 'members', 'public'))
);

CREATE INDEX IF NOT EXISTS entry_written ON entry (written DESC, id DESC);
CREATE INDEX IF NOT EXISTS entry_author ON entry (author_id);

CREATE TABLE IF NOT EXISTS attachment (
    entry_id INTEGER NOT NULL REFERENCES entry (id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    size INTEGER NOT NULL,
    PRIMARY KEY (entry_id, name)
);
