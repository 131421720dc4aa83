namespace Parley.Storage.Sqlite;

/// <summary>The steps that make the database what this program expects, counted by <c>user_version</c>. A step that was released is never changed.</summary>
internal static class Schema
{
    /// <summary>"Parl" in ASCII, so that no other program's database is taken for ours.</summary>
    private const long ApplicationId = 0x5061726c;

    private static readonly string[] Steps =
    [
        """
        CREATE TABLE conversation(
            id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused
            first INTEGER NOT NULL DEFAULT 1);      -- first position there is, or will be

        CREATE TABLE entry(
            seq INTEGER PRIMARY KEY,                -- order of the whole log; never reused (see trimmed)
            conversation INTEGER NOT NULL,
            position INTEGER NOT NULL,
            kind INTEGER NOT NULL,
            author INTEGER NOT NULL,
            time INTEGER NOT NULL,                  -- Unix milliseconds
            client_id TEXT,
            target INTEGER NOT NULL,                -- 0 for none, as reply_to and thread
            reply_to INTEGER NOT NULL,
            thread INTEGER NOT NULL,
            authored_at INTEGER,                    -- Unix milliseconds
            origin TEXT,
            signature BLOB,
            body BLOB NOT NULL,
            erased INTEGER NOT NULL);
        CREATE UNIQUE INDEX entry_position ON entry(conversation, position);
        CREATE UNIQUE INDEX entry_client_id ON entry(author, client_id) WHERE client_id IS NOT NULL;
        CREATE INDEX entry_author ON entry(author);
        CREATE INDEX entry_edits ON entry(conversation, target, position) WHERE kind = 2;

        CREATE TABLE trimmed(last_seq INTEGER NOT NULL);
        INSERT INTO trimmed VALUES(0);

        CREATE TABLE search_change(                 -- entries erased or trimmed that the search index has not followed yet
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            seq INTEGER NOT NULL);

        CREATE TABLE account(
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            login TEXT, fold TEXT UNIQUE, skeleton TEXT UNIQUE,  -- all null: erased
            role INTEGER NOT NULL, lang TEXT,
            given_names TEXT NOT NULL, surnames TEXT NOT NULL, age INTEGER, gender TEXT NOT NULL,
            salt BLOB, iterations INTEGER, stored_key BLOB, server_key BLOB,
            created INTEGER NOT NULL);

        CREATE TABLE token(
            id TEXT PRIMARY KEY,
            hash BLOB NOT NULL UNIQUE,
            account INTEGER NOT NULL,
            client TEXT, created INTEGER NOT NULL, last_used INTEGER NOT NULL);
        CREATE INDEX token_account ON token(account);

        CREATE TABLE room(
            conversation INTEGER PRIMARY KEY REFERENCES conversation(id),
            name TEXT NOT NULL, fold TEXT NOT NULL,
            lifetime INTEGER NOT NULL, owner INTEGER, topic TEXT NOT NULL,
            version INTEGER NOT NULL, created INTEGER NOT NULL, closed INTEGER);
        CREATE UNIQUE INDEX room_fold ON room(fold) WHERE closed IS NULL;

        CREATE TABLE pair(
            conversation INTEGER PRIMARY KEY REFERENCES conversation(id),
            low INTEGER NOT NULL, high INTEGER NOT NULL,
            UNIQUE(low, high));
        CREATE INDEX pair_high ON pair(high);

        CREATE TABLE marker(
            account INTEGER NOT NULL, conversation INTEGER NOT NULL, kind INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY(account, conversation, kind)) WITHOUT ROWID;

        CREATE TABLE space(
            id INTEGER PRIMARY KEY,
            name BLOB NOT NULL UNIQUE,
            revision INTEGER NOT NULL);
        CREATE TABLE item(
            space INTEGER NOT NULL REFERENCES space(id),
            key BLOB NOT NULL,
            place INTEGER NOT NULL,                 -- revision at which the key came in
            revision INTEGER NOT NULL,
            value BLOB NOT NULL,
            UNIQUE(space, key), UNIQUE(space, place));
        """,
        """
        CREATE TABLE claim(
            key TEXT PRIMARY KEY,
            value TEXT NOT NULL, holder TEXT NOT NULL,
            revision INTEGER NOT NULL,
            until INTEGER NOT NULL) WITHOUT ROWID;  -- Unix milliseconds
        CREATE INDEX claim_holder ON claim(holder);
        CREATE TABLE claim_revision(last INTEGER NOT NULL);
        INSERT INTO claim_revision VALUES(0);
        """,
        """
        ALTER TABLE entry ADD COLUMN author_name TEXT;  -- of guests (author 0) and of people who go by another name
        ALTER TABLE entry ADD COLUMN author_host TEXT;  -- user@host as others saw it, from doors that show one
        ALTER TABLE entry ADD COLUMN tags TEXT;         -- JSON object of the client's own tags
        ALTER TABLE room ADD COLUMN rules TEXT;         -- JSON; null: as of a new room
        """,
        // Each message of one more author was one more page to write; what asks by author, exports and erasures, can read the log through.
        "DROP INDEX entry_author;",
    ];

    /// <summary>Takes the database to the newest version, in one transaction.</summary>
    /// <exception cref="StoreRefusedException">Made by a newer or another program.</exception>
    public static void Migrate(Database db)
    {
        var version = db.Scalar("PRAGMA user_version") ?? 0;
        var application = db.Scalar("PRAGMA application_id") ?? 0;
        if (application != ApplicationId && (version != 0 || db.Scalar("SELECT 1 FROM sqlite_master") is not null))
            throw new StoreRefusedException($"{db.Path} is a database of another program.");
        if (version > Steps.Length)
            throw new StoreRefusedException($"{db.Path} was written by a newer Parley (schema {version}, this program knows {Steps.Length}): update the program, or restore a backup.");
        if (version == Steps.Length)
            return;

        db.Execute("BEGIN IMMEDIATE");
        for (var step = version; step < Steps.Length; step++)
            db.Execute(Steps[step]);
        db.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Steps.Length}; COMMIT");
    }
}
