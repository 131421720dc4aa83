using System.Text;
using Parley.Contracts;
using Parley.Core.Ports;

namespace Parley.Storage.Tests.Contracts;

/// <summary>Keeps what it is told of other nodes.</summary>
internal sealed class NodeEar : INodeListener
{
    private readonly Lock _lock = new();
    private readonly List<NodeEvent> _events = [];
    private readonly List<(NodeId, string)> _notes = [];
    private readonly List<bool> _connections = [];

    /// <summary>Called first with each thing that is heard, while the bus waits.</summary>
    public Action? OnHeard { get; set; }

    public IReadOnlyList<NodeEvent> Events => Copy(_events);

    public IReadOnlyList<Entry> Entries => [.. Events.SelectMany(e => e.Entries)];

    public IReadOnlyList<(NodeId From, string Text)> Notes => Copy(_notes);

    /// <summary>Every change of the connection that was told.</summary>
    public IReadOnlyList<bool> Connections => Copy(_connections);

    public void Forget()
    {
        lock (_lock)
        {
            _events.Clear();
            _notes.Clear();
        }
    }

    public void Heard(NodeEvent nodeEvent)
    {
        OnHeard?.Invoke();
        lock (_lock)
            _events.Add(nodeEvent);
    }

    public void Heard(NodeId from, ReadOnlyMemory<byte> note)
    {
        OnHeard?.Invoke();
        lock (_lock)
            _notes.Add((from, Encoding.UTF8.GetString(note.Span)));
    }

    public void Connected(bool connected)
    {
        lock (_lock)
            _connections.Add(connected);
    }

    private List<T> Copy<T>(List<T> list)
    {
        lock (_lock)
            return [.. list];
    }
}
