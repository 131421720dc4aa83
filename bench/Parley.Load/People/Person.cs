using System.Text;
using Parley.Load.Counting;
using Parley.Load.Loop;
using Parley.Load.Wire;

namespace Parley.Load.People;

/// <summary>An account with at most one connection: asks one thing at a time, observes one conversation, may post.</summary>
internal sealed class Person(EventLoop loop, Account account) : ILinkReader
{
    /// <summary>Answers are known by it; posts have refs from 0 on.</summary>
    private const int AskRef = 2_000_000_000;

    // Shared: everything runs on one thread, and lines of a kind look alike whoever gets them.
    private static Member _text = new("text");
    private static Member _position = new("position");
    private static Member _ref = new("ref");

    private TaskCompletionSource<byte[]>? _asked;
    private int _nextAnswer;

    public Account Account { get; set; } = account;

    public Link? Link { get; private set; }

    public Sight Sight { get; } = new();

    /// <summary>Error answers to posts, and errors that nobody asked for.</summary>
    public long Errors { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>Answers to posts out of the order of the posts.</summary>
    public long MisplacedAnswers { get; private set; }

    /// <summary>Times that the server closed the connection.</summary>
    public long Cuts { get; private set; }

    /// <summary>Posts answered, refusals included.</summary>
    public int Answered => _nextAnswer;

    /// <summary>For each message that was not seen before.</summary>
    public Action<Payload>? Observed { get; set; }

    /// <summary>For each post that was accepted, with its number.</summary>
    public Action<int>? Posted { get; set; }

    public void Connect() => Link = loop.Connect(this);

    public void Drop()
    {
        Link?.Dispose();
        Link = null;
    }

    /// <summary>The whole answer, a refusal included.</summary>
    public Task<byte[]> AskAsync(string requestWithoutEnd)
    {
        if (_asked is not null)
            throw new InvalidOperationException("one question at a time");
        _asked = new TaskCompletionSource<byte[]>();
        Tell($$"""{{requestWithoutEnd}},"ref":{{AskRef}}}""");
        return _asked.Task;
    }

    public void Tell(string request)
    {
        var output = Link!.Output;
        var line = Encoding.UTF8.GetBytes(request + "\n");
        line.CopyTo(output.GetSpan(line.Length));
        output.Advance(line.Length);
    }

    public void Read(ReadOnlySpan<byte> line)
    {
        switch (Kinds.Of(line))
        {
            case Kind.Message:
                Observe(line);
                return;
            case Kind.Posted:
                _ref.TryRead(line, out long number);
                if (number != _nextAnswer)
                    MisplacedAnswers++;
                _nextAnswer = (int)number + 1;
                Posted?.Invoke((int)number);
                return;
            case Kind.Closing:
                LastError = Encoding.UTF8.GetString(line);
                return;
        }
        if (_asked is not null && _ref.TryRead(line, out long answered) && answered == AskRef)
            Answer(line);
        else if (Kinds.Of(line) == Kind.Error)
        {
            Errors++;
            LastError = Encoding.UTF8.GetString(line);
            if (_ref.TryRead(line, out long refused))
                _nextAnswer = (int)refused + 1;
        }
    }

    public void Closed()
    {
        Cuts++;
        Link = null;
        var asked = _asked;
        _asked = null;
        asked?.SetException(new IOException($"{Account.Login}: the server closed the connection; {LastError ?? "without a word"}"));
    }

    private void Observe(ReadOnlySpan<byte> line)
    {
        if (!_text.TryFind(line, out var text) || !Payload.TryRead(text[1..], out var payload) || !_position.TryRead(line, out long position))
            throw new InvalidDataException($"not a message of this load: {Encoding.UTF8.GetString(line)}");
        if (Sight.See(position, payload))
            Observed?.Invoke(payload);
    }

    private void Answer(ReadOnlySpan<byte> line)
    {
        var asked = _asked!;
        _asked = null;
        asked.SetResult(line.ToArray());
    }
}
