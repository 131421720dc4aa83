using Parley.Contracts;

namespace Parley.Core.Accounts;

/// <summary>The numbers are stored: never renumber.</summary>
public enum Role
{
    User = 0,
    Moderator = 1,
    Administrator = 2,
}

/// <param name="Lang"><c>es</c>, <c>en</c>, or null when the person never chose.</param>
public sealed record Account(AccountId Id, Login Login, Role Role, string? Lang, Profile Profile, DateTimeOffset Created);

/// <summary>What the six questions of registration ask, but login and password. Null age and blank texts: not given.</summary>
public sealed record Profile(string GivenNames, string Surnames, int? Age, string Gender)
{
    public static readonly Profile Empty = new("", "", null, "");

    /// <summary>The wire names of what is to be asked for, or null when nothing is; a gender alone may be blank for good.</summary>
    public IReadOnlyList<string>? Missing => GivenNames.Length > 0 && Surnames.Length > 0 && Age is not null
        ? null
        : [.. Empties()];

    private IEnumerable<string> Empties()
    {
        if (GivenNames.Length == 0)
            yield return "givenNames";
        if (Surnames.Length == 0)
            yield return "surnames";
        if (Age is null)
            yield return "age";
        if (Gender.Length == 0)
            yield return "gender";
    }
}
