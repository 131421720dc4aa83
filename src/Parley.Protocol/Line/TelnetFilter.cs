using Parley.Contracts;

namespace Parley.Protocol.Line;

/// <summary>Follows telnet commands through the input, whatever the segments, and refuses every option but the echo that we offer ourselves.</summary>
internal sealed class TelnetFilter
{
    private readonly List<byte> _replies = [];
    private Part _part;
    private byte _verb;
    private int _subnegotiated;

    private enum Part
    {
        Data,
        Command,
        Option,
        Subnegotiation,
        SubnegotiationCommand,
    }

    /// <summary>True between a command's first byte and its last.</summary>
    public bool IsInCommand => _part != Part.Data;

    public void Begin() => _part = Part.Command;

    /// <summary>Takes the next byte of a command. True when it stands for itself: a doubled 255.</summary>
    public bool Take(byte value)
    {
        switch (_part)
        {
            case Part.Command:
                return TakeCommand(value);
            case Part.Option:
                Answer(value);
                _part = Part.Data;
                break;
            case Part.SubnegotiationCommand:
                _part = value == Telnet.SubnegotiationEnd ? Part.Data : Part.Subnegotiation;
                break;
            default:
                // One that never ends must not swallow the connection's input for good.
                if (++_subnegotiated > Limits.LineBytes)
                    _part = Part.Data;
                else if (value == Telnet.Command)
                    _part = Part.SubnegotiationCommand;
                break;
        }
        return false;
    }

    public ReadOnlyMemory<byte> TakeReplies()
    {
        if (_replies.Count == 0)
            return default;
        var replies = _replies.ToArray();
        _replies.Clear();
        return replies;
    }

    private bool TakeCommand(byte value)
    {
        _part = value switch
        {
            >= Telnet.Will and <= Telnet.Dont => Part.Option,
            Telnet.Subnegotiation => Part.Subnegotiation,
            _ => Part.Data,
        };
        _verb = value;
        _subnegotiated = 0;
        if (value == Telnet.AreYouThere)
            _replies.AddRange("* Parley\n"u8);
        return value == Telnet.Command;
    }

    /// <summary>Only requests to begin something are answered, so that two refusing sides can't answer each other for ever.</summary>
    private void Answer(byte option)
    {
        if (option == Telnet.Echo && _verb is Telnet.Do or Telnet.Dont)
            return; // the answer to our own offer
        if (_verb == Telnet.Do)
            _replies.AddRange([Telnet.Command, Telnet.Wont, option]);
        else if (_verb == Telnet.Will)
            _replies.AddRange([Telnet.Command, Telnet.Dont, option]);
    }
}
