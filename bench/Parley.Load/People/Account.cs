namespace Parley.Load.People;

/// <summary>An account that the load made for itself. The token logs it in.</summary>
internal sealed record Account(string Login, string Token)
{
    /// <summary>The same for all accounts: they are made for a load and thrown away.</summary>
    public const string Password = "a load, not a secret";

    public static async Task<IReadOnlyList<Account>> ReadAsync(string path, CancellationToken cancellationToken) =>
        [.. (await File.ReadAllLinesAsync(path, cancellationToken)).Select(line => line.Split('\t')).Select(parts => new Account(parts[0], parts[1]))];

    public static Task WriteAsync(string path, IEnumerable<Account> accounts, CancellationToken cancellationToken) =>
        File.WriteAllLinesAsync(path, accounts.Select(a => $"{a.Login}\t{a.Token}"), cancellationToken);
}
