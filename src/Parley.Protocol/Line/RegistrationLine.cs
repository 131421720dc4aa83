using System.Globalization;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary><c>#register LOGIN PASSWORD NAMES | SURNAMES | AGE | GENDER</c> in one line; alone it begins the questions.</summary>
internal static class RegistrationLine
{
    public static LineRequest Build(string command, ReadOnlySpan<char> rest)
    {
        var arguments = new Arguments(command, rest);
        var login = arguments.Next();
        if (login is null)
            return new BeginRegistration();
        var password = arguments.Next();
        if (password is null)
            return Shapes.Invalid("registration", "");

        var fields = arguments.Rest.Split('|', StringSplitOptions.TrimEntries);
        int? age = null;
        if (Field(fields, 2) is { } typed)
        {
            if (!int.TryParse(typed, NumberStyles.None, CultureInfo.InvariantCulture, out var years) || years is < Limits.MinAge or > Limits.MaxAge)
                return Shapes.Invalid("age", typed);
            age = years;
        }
        return new Ask(new Register(login, password, Field(fields, 0), Field(fields, 1), age, Field(fields, 3)));
    }

    private static string? Field(string[] fields, int index) =>
        index < fields.Length && fields[index].Length > 0 ? fields[index] : null;
}
