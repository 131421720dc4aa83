using System.Buffers;
using Parley.Contracts;
using Parley.Protocol.Irc;

namespace Parley.Gateway.Doors.Irc;

/// <summary>The one event that busy rooms consist of, straight to bytes: the same as by <see cref="IrcEvents"/>, several times faster.</summary>
internal static class MessageLine
{
    /// <summary>False, and nothing is written, for what takes more than one line or is not a room's.</summary>
    public static bool TryWrite(IBufferWriter<byte> output, Message message, IrcFormat format)
    {
        if (message.Room is not { } room || message.Erased == true || message.Passing == true || message.Written is not null || message.Text.Contains('\n', StringComparison.Ordinal) || OwnTags.Has(message.Tags))
            return false;
        var (face, channel) = (IrcEvents.Face(message), ChannelName.Of(room));
        var line = new IrcLineWriter(output.GetSpan(Bound(message, face, channel)));
        WriteTags(ref line, message, face, format);
        line.EndTags();
        line.Source(face);
        line.Command(message.Notice == true ? "NOTICE" : "PRIVMSG");
        line.Parameter(channel);
        line.Last(message.Text, colon: true);
        if (line.BodyLength > IrcReader.BodyBytes)
            return false;
        line.End();
        output.Advance(line.Length);
        return true;
    }

    /// <summary>In the order of <see cref="IrcEvents.Tags"/>.</summary>
    private static void WriteTags(ref IrcLineWriter line, Message message, Face face, IrcFormat format)
    {
        var isTagged = format.Has(Capability.MessageTags);
        if (format.Has(Capability.ServerTime))
            line.Tag("time", message.Time);
        if (isTagged)
            line.Tag("msgid", new MessageId(message.Conversation, message.Position));
        if (face.Login is { } login && format.Has(Capability.AccountTag))
            line.Tag("account", login);
        if (!isTagged)
            return;
        if (face.IsBot)
            line.Tag("bot", "");
        if (message.ReplyTo is { } reply && message.Tags?.ContainsKey(IrcEvents.ReplyTag) != true)
            line.Tag(IrcEvents.ReplyTag, new MessageId(message.Conversation, reply));
        if (message.Tags is not { } tags)
            return;
        foreach (var (key, value) in tags)
        {
            if (key.StartsWith('+'))
                line.Tag(key, value);
        }
    }

    private static int Bound(Message message, Face face, string channel)
    {
        // The command, and the keys and values of the tags above.
        const int fixedCharacters = 160;
        const int fixedValues = 16;
        var characters = fixedCharacters + (face.Login?.Length ?? 0) + face.Name.Length + face.User.Length + face.Host.Length + channel.Length + message.Text.Length;
        if (message.Tags is not { } tags)
            return IrcLineWriter.Bound(characters, fixedValues);
        foreach (var (key, value) in tags)
            characters += key.Length + value.Length;
        return IrcLineWriter.Bound(characters, fixedValues + (2 * tags.Count));
    }
}
