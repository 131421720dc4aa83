namespace Parley.Core.Settings;

/// <summary>Who may become an operator by OPER.</summary>
/// <param name="Password">In clear, as the configuration has it.</param>
/// <param name="Class">What the operator may do: <c>admin</c> is everything.</param>
public sealed record IrcOper(string Password, string Class)
{
    public const string DefaultClass = "admin";

    /// <summary>Without the password, as texts go to logs.</summary>
    public override string ToString() => $"class {Class}";
}
