namespace Parley.Lan.Tests.Simulation;

/// <summary>A clock that is wrong by so much.</summary>
internal sealed class SkewedTime(TimeProvider real, TimeSpan by) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => real.GetUtcNow() + by;
}
