namespace Parley.Core.Nodes;

/// <summary>How many sessions a node asks to go elsewhere, so that a node that has just come gets its part.</summary>
internal static class FairShare
{
    /// <summary>Whoever has just come is left alone for so long: they may come from such a move, and others may come back by themselves.</summary>
    public static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>Over the fair share by so much is nothing worth moving anybody for.</summary>
    private const double Tolerance = 0.1;

    /// <summary>Of a node's sessions, at one beat: those who move come back in small crowds.</summary>
    private const double AtOnce = 0.1;

    /// <param name="near">Sessions at this node.</param>
    /// <param name="others">Sessions at each other node that takes people in.</param>
    /// <returns>0 when this node holds about its share, or less.</returns>
    public static int Surplus(int near, IReadOnlyCollection<int> others)
    {
        var fair = (near + others.Sum()) / (double)(others.Count + 1);
        var surplus = (int)(near - fair);
        return surplus < Math.Max(2, fair * Tolerance) ? 0 : Math.Min(surplus, Math.Max(1, (int)(near * AtOnce)));
    }
}
