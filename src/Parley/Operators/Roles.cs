using Parley.Core.Accounts;

namespace Parley.Host.Operators;

/// <summary>Roles as operators write them.</summary>
internal static class Roles
{
    public static readonly string[] Names = ["user", "moderator", "administrator"];

    public static string Name(Role role) => Names[(int)role];

    public static bool TryParse(string text, out Role role)
    {
        var index = Array.IndexOf(Names, text.ToLowerInvariant());
        role = index < 0 ? Role.User : (Role)index;
        return index >= 0;
    }
}
