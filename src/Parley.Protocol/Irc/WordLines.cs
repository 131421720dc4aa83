using System.Text;

namespace Parley.Protocol.Irc;

/// <summary>Lists of words as parameters of as few lines as they need: capabilities, names, nicks of MONITOR.</summary>
public static class WordLines
{
    /// <param name="room">UTF-8 bytes of one parameter; a word that is longer has a line of its own.</param>
    /// <param name="separator">Between words: space, or comma for MONITOR.</param>
    /// <returns>At least one, empty when there are no words.</returns>
    public static IReadOnlyList<string> Pack(IEnumerable<string> words, int room, char separator = ' ')
    {
        var lines = new List<string>();
        var line = new StringBuilder();
        var bytes = 0;
        foreach (var word in words)
        {
            var wordBytes = Encoding.UTF8.GetByteCount(word);
            if (line.Length > 0 && bytes + 1 + wordBytes > room)
            {
                lines.Add(line.ToString());
                line.Clear();
                bytes = 0;
            }
            if (line.Length > 0)
            {
                line.Append(separator);
                bytes++;
            }
            line.Append(word);
            bytes += wordBytes;
        }
        if (line.Length > 0 || lines.Count == 0)
            lines.Add(line.ToString());
        return lines;
    }
}
