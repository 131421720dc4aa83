namespace Parley.BlackBox.Harness;

/// <summary>The last lines of a conversation in both directions, for the message of a failure. Bounded to 60 lines.</summary>
internal sealed class Transcript
{
    private const int MaxLines = 60;
    private readonly Queue<string> _lines = new();
    private readonly Lock _lock = new();

    public void Sent(string line) => Add("> " + line);

    public void Received(string line) => Add("< " + line);

    public override string ToString()
    {
        lock (_lock)
            return string.Join('\n', _lines);
    }

    private void Add(string line)
    {
        lock (_lock)
        {
            _lines.Enqueue(line.Length > 300 ? line[..300] + "…" : line);
            if (_lines.Count > MaxLines)
                _lines.Dequeue();
        }
    }
}
