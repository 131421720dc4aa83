using Parley.Load.People;

namespace Parley.Load.Counting;

/// <summary>Everything that must be zero at the end of a scenario.</summary>
/// <param name="Lost">Positions that an observer never saw, those missing at the end included.</param>
/// <param name="Disordered">A sender's messages out of the order it sent them in, at observers or in its answers.</param>
/// <param name="Refused">Error answers to posts.</param>
/// <param name="Cut">Connections that the server closed.</param>
internal readonly record struct Faults(long Lost, long Doubled, long Disordered, long Refused, long Cut)
{
    public bool None => this == default;

    public static Faults operator +(Faults a, Faults b) =>
        new(a.Lost + b.Lost, a.Doubled + b.Doubled, a.Disordered + b.Disordered, a.Refused + b.Refused, a.Cut + b.Cut);

    public static Faults Of(IEnumerable<Person> people, Func<Person, long> headOf)
    {
        var faults = default(Faults);
        foreach (var person in people)
        {
            var sight = person.Sight;
            var unseen = Math.Max(0, headOf(person) - sight.Position);
            faults += new Faults(sight.Lost + unseen, sight.Doubled, sight.Disordered + person.MisplacedAnswers, person.Errors, person.Cuts);
        }
        return faults;
    }
}
