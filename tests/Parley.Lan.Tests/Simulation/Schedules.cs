namespace Parley.Lan.Tests.Simulation;

/// <summary>How many schedules of chance a test goes through: some two thousand in all, more with <c>PARLEY_LAN_SCHEDULES</c>.</summary>
internal static class Schedules
{
    public static readonly int Count = int.TryParse(Environment.GetEnvironmentVariable("PARLEY_LAN_SCHEDULES"), out var wanted) ? wanted : 1000;
}
