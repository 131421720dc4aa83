using Parley.Core.Accounts;
using Parley.Core.Settings;

namespace Parley.Host.Operators;

internal static class HashCost
{
    /// <summary>PBKDF2's iterations by <c>accounts.password-hash</c>.</summary>
    public static int Iterations(AccountSettings settings) =>
        settings.PasswordHash == "cheapest" ? ScramSha256.CheapestIterations : ScramSha256.DefaultIterations;
}
