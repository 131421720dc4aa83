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

        return ProfileLine.Read(arguments.Rest, out var fields) is { } refused
            ? refused
            : new Ask(new Register(login, password, fields.GivenNames, fields.Surnames, fields.Age, fields.Gender));
    }
}
