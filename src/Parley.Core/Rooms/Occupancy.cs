namespace Parley.Core.Rooms;

/// <summary>Counts the rooms with somebody in them. Any thread.</summary>
internal sealed class Occupancy
{
    private int _rooms;

    public int Rooms => Volatile.Read(ref _rooms);

    /// <summary>A room had so many people, and has so many now.</summary>
    public void Changed(int before, int now)
    {
        if (before == 0 && now > 0)
            Interlocked.Increment(ref _rooms);
        else if (before > 0 && now == 0)
            Interlocked.Decrement(ref _rooms);
    }
}
