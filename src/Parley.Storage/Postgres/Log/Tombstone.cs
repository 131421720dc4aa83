namespace Parley.Storage.Postgres.Log;

internal static class Tombstone
{
    /// <summary>What makes an entry one. A signature goes too: with it anybody could prove a guess of the text.</summary>
    public const string Set = "body = '', signature = NULL, erased = true, tags = NULL, author_host = NULL, author_name = CASE author WHEN 0 THEN author_name END, words = NULL";
}
