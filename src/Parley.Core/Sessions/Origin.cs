namespace Parley.Core.Sessions;

/// <summary>Where a connection comes from.</summary>
/// <param name="Address">Of the peer, or <c>unix</c>.</param>
/// <param name="IsSecret">Nobody between can read along: TLS, loopback or a Unix socket, or plaintext where <c>auth.plaintext</c> allows passwords.</param>
/// <param name="IsExempt">On the list of <c>limits.exempt</c>.</param>
public sealed record Origin(string Address, bool IsSecret, bool IsExempt, string Door)
{
    internal static readonly Origin Resting = new("none", IsSecret: true, IsExempt: true, "resting");
}
