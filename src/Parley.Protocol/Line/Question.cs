namespace Parley.Protocol.Line;

/// <summary>What the dialogues ask.</summary>
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
    public static readonly IReadOnlyList<Question> OfRegistration =
        [Question.GivenNames, Question.Surnames, Question.NewLogin, Question.NewPassword, Question.Age, Question.Gender];

    /// <summary>The questions of a profile's fields, by their names on the wire.</summary>
    public static readonly IReadOnlyDictionary<string, Question> OfProfile = new Dictionary<string, Question>(StringComparer.Ordinal)
    {
        ["givenNames"] = Question.GivenNames,
        ["surnames"] = Question.Surnames,
        ["age"] = Question.Age,
        ["gender"] = Question.Gender,
    };

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
