using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary><c>#profile NAMES | SURNAMES | AGE | GENDER</c>: what is empty stays as it is. Alone it begins the questions.</summary>
internal static class ProfileLine
{
    public static LineRequest Build(string command, ReadOnlySpan<char> rest)
    {
        var typed = new Arguments(command, rest).Rest;
        if (typed.Length == 0)
            return new BeginProfile();
        return Read(typed, out var fields) is { } refused ? refused : new Ask(fields);
    }

    /// <summary>The four fields, any of them left out; a refusal when the age is none.</summary>
    public static Refused? Read(string typed, out SetProfile fields)
    {
        var parts = typed.Split('|', StringSplitOptions.TrimEntries);
        fields = new SetProfile(Field(0), Field(1), Gender: Field(3));
        if (Field(2) is not { } age)
            return null;
        if (!int.TryParse(age, NumberStyles.None, CultureInfo.InvariantCulture, out var years) || years is < Limits.MinAge or > Limits.MaxAge)
            return Shapes.Invalid("age", age);
        fields = fields with { Age = years };
        return null;

        string? Field(int index) => index < parts.Length && parts[index].Length > 0 ? parts[index] : null;
    }
}
