namespace Parley.BlackBox.Harness;

/// <summary>Where a test uses chance: the seed is printed, and <c>PARLEY_SEED</c> repeats a run.</summary>
public static class Chance
{
    public static Random Seeded()
    {
        var seed = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_SEED"), out var given) ? given : Random.Shared.Next();
        TestContext.Current.TestOutputHelper?.WriteLine($"PARLEY_SEED={seed}");
        return new Random(seed);
    }
}
