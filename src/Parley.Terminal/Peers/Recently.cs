namespace Parley.Terminal;

/// <summary>Remembers the last things it was told. Safe to use from any thread.</summary>
internal sealed class Recently(int most)
{
    private readonly Lock _lock = new();
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);
    private readonly Queue<string> _order = [];

    /// <summary>False when one of them was known.</summary>
    public bool Add(params IEnumerable<string> names)
    {
        lock (_lock)
        {
            var isNew = true;
            foreach (var name in names)
            {
                if (!_known.Add(name))
                {
                    isNew = false;
                    continue;
                }
                _order.Enqueue(name);
                if (_order.Count > most)
                    _known.Remove(_order.Dequeue());
            }
            return isNew;
        }
    }
}
