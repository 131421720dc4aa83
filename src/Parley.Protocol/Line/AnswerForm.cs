using System.Globalization;
using System.Text;
using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Answers to questions, each checked as it comes; a refused one is asked again alone.</summary>
/// <param name="questions">In the order in which they are asked.</param>
/// <param name="maySkip">An empty answer leaves the question out.</param>
internal sealed class AnswerForm(IReadOnlyList<Question> questions, LoginRules rules, bool maySkip = false)
{
    private readonly Dictionary<Question, string> _answers = [];

    /// <summary>The first question without an answer; null when all have one.</summary>
    public Question? Next => questions.Where(question => !_answers.ContainsKey(question)).Cast<Question?>().FirstOrDefault();

    /// <summary>Whether every question was left out.</summary>
    public bool IsEmpty => _answers.Values.All(answer => answer.Length == 0);

    /// <summary>Keeps the answer, or says what is wrong with it.</summary>
    public Refusal? Take(Question question, string line)
    {
        var answer = question.IsSecret() ? line : line.Trim();
        var refusal = maySkip && answer.Length == 0 ? null : Check(question, answer);
        if (refusal is null)
            _answers[question] = answer;
        return refusal;
    }

    public void Forget(Question question) => _answers.Remove(question);

    public Register ToRegistration() => new(
        _answers[Question.NewLogin],
        _answers[Question.NewPassword],
        _answers[Question.GivenNames],
        _answers[Question.Surnames],
        Age,
        _answers[Question.Gender]);

    /// <summary>What was left out stays as it is.</summary>
    public SetProfile ToProfile() => new(Said(Question.GivenNames), Said(Question.Surnames), Age, Said(Question.Gender));

    /// <summary>The answer that a refusal by the server is about. When it is about none (busy), the last is asked again, so that the person may try.</summary>
    public static Question Blamed(Refusal refusal) => refusal.Code switch
    {
        ErrorCode.LoginTaken or ErrorCode.LoginNotAllowed => Question.NewLogin,
        ErrorCode.BadPassword => Question.NewPassword,
        ErrorCode.InvalidValue => refusal.Args.GetValueOrDefault("what") switch
        {
            "login" => Question.NewLogin,
            "age" => Question.Age,
            "givenNames" => Question.GivenNames,
            "surnames" => Question.Surnames,
            _ => Question.Gender,
        },
        _ => Question.Gender,
    };

    private int? Age => Said(Question.Age) is { } age ? int.Parse(age, CultureInfo.InvariantCulture) : null;

    private string? Said(Question question) => _answers.GetValueOrDefault(question) is { Length: > 0 } answer ? answer : null;

    private Refusal? Check(Question question, string answer) => question switch
    {
        Question.GivenNames => IsField(answer) && answer.Length > 0 ? null : Invalid("givenNames", answer),
        Question.Surnames => IsField(answer) && answer.Length > 0 ? null : Invalid("surnames", answer),
        Question.NewLogin => CheckLogin(answer),
        Question.NewPassword => IsPassword(answer) ? null : Refusal.Of(ErrorCode.BadPassword, "min", rules.MinPassword, "max", rules.MaxPassword),
        Question.Age => int.TryParse(answer, NumberStyles.None, CultureInfo.InvariantCulture, out var age) && age is >= Limits.MinAge and <= Limits.MaxAge ? null : Invalid("age", answer),
        _ => IsField(answer) ? null : Invalid("gender", answer),
    };

    private static Refusal? CheckLogin(string answer)
    {
        if (!Login.TryParse(answer, out var login))
            return Invalid("login", answer);
        return NameRules.IsReserved(login) ? Refusal.Of(ErrorCode.LoginNotAllowed, "login", login) : null;
    }

    private bool IsPassword(string answer) =>
        answer.EnumerateRunes().Count() >= rules.MinPassword && Encoding.UTF8.GetByteCount(answer) <= rules.MaxPassword;

    private static bool IsField(string answer) => answer.Length <= Limits.ProfileFieldLength && !answer.Any(char.IsControl);

    private static Refusal Invalid(string what, string value) => Refusal.Of(ErrorCode.InvalidValue, "what", what, "value", value);
}
