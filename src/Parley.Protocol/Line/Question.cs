namespace Parley.Protocol.Line;

/// <summary>What the dialogue before a login asks, in the order of registration's six.</summary>
internal enum Question
{
    Login,
    Password,
    GivenNames,
    Surnames,
    NewLogin,
    NewPassword,
    Age,
    Gender,
}

internal static class Questions
{
    /// <summary>Typed unseen, taken to the letter.</summary>
    public static bool IsSecret(this Question question) => question is Question.Password or Question.NewPassword;

    /// <summary>The key of its prompt.</summary>
    public static string PromptKey(this Question question) => question switch
    {
        Question.Login => "prompt.login",
        Question.Password => "prompt.password",
        Question.GivenNames => "prompt.given-names",
        Question.Surnames => "prompt.surnames",
        Question.NewLogin => "prompt.new-login",
        Question.NewPassword => "prompt.new-password",
        Question.Age => "prompt.age",
        _ => "prompt.gender",
    };
}
