namespace Parley.Storage.Sqlite.Peers;

/// <summary>What a file of peers' entries looks like, counted by <c>user_version</c>.</summary>
internal static class PeerSchema
{
    /// <summary>"ParP" in ASCII.</summary>
    private const long ApplicationId = 0x50617250;

    private const long Version = 1;

    private const string Tables =
        """
        CREATE TABLE entry(
            seq INTEGER PRIMARY KEY,     -- the order in which they came
            author BLOB NOT NULL,        -- device id
            number INTEGER NOT NULL,     -- in the author's log
            bytes BLOB NOT NULL,
            UNIQUE(author, number));
        CREATE TABLE fork(
            author BLOB PRIMARY KEY,
            one BLOB NOT NULL,
            other BLOB NOT NULL);
        """;

    /// <exception cref="StoreRefusedException">The file is of another program or of a newer version.</exception>
    public static void Migrate(Database db)
    {
        var (program, version) = (db.Scalar("PRAGMA application_id") ?? 0, db.Scalar("PRAGMA user_version") ?? 0);
        if (version == 0 && db.Scalar("SELECT count(*) FROM sqlite_master") == 0)
            db.Execute($"BEGIN IMMEDIATE; {Tables} PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Version}; COMMIT");
        else if (program != ApplicationId)
            throw new StoreRefusedException($"{db.Path} is not a file of Parley's peers.");
        else if (version > Version)
            throw new StoreRefusedException($"{db.Path} was written by a newer Parley (version {version}; this one knows {Version}).");
    }
}
