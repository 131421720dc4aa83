namespace Parley.Storage.Sqlite.Log;

internal static class Tombstone
{
    /// <summary>What makes an entry one. A signature goes too: with it anybody could prove a guess of the text.</summary>
    public const string Set = "body = x'', signature = NULL, erased = 1, author_name = iif(author = 0, author_name, NULL)";
}
