namespace Parley.Core.Accounts;

/// <summary>Logins since the start, by how they were proved; those that were refused.</summary>
public sealed class LoginCounts
{
    private static readonly string[] Methods = ["registration", "password", "scram", "token", "certificate"];

    private readonly long[] _accepted = new long[Methods.Length];
    private long _refused;

    public long Refused => Interlocked.Read(ref _refused);

    public IEnumerable<KeyValuePair<string, long>> Accepted() => Methods.Select((method, i) => KeyValuePair.Create(method, Interlocked.Read(ref _accepted[i])));

    internal void Accept(string method) => Interlocked.Increment(ref _accepted[Array.IndexOf(Methods, method)]);

    internal void Refuse() => Interlocked.Increment(ref _refused);
}
