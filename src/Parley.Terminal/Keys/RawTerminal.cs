using System.Text;
using System.Threading.Channels;

namespace Parley.Terminal;

/// <summary>The terminal with keys as they come, unechoed; as it was again when disposed.</summary>
internal sealed class RawTerminal : IDisposable
{
    private readonly Stream _output = Console.OpenStandardOutput();
    private readonly Action _restore;

    private RawTerminal(Action restore)
    {
        _restore = restore;
        Input = StandardInput.Read();
    }

    /// <summary>Chunks of bytes as typed.</summary>
    public ChannelReader<byte[]> Input { get; }

    /// <summary>Columns and rows, now.</summary>
    public static (int Width, int Height) Size
    {
        get
        {
            try
            {
                return (Console.WindowWidth, Console.WindowHeight);
            }
            catch (IOException)
            {
                return (80, 24);
            }
        }
    }

    public static RawTerminal Open()
    {
        // The runtime remembers the terminal's settings at its first look: let that be before we change them.
        _ = Size;
        return new RawTerminal(OperatingSystem.IsWindows() ? WindowsConsole.MakeRaw() : UnixTerminal.MakeRaw());
    }

    public void Write(string text)
    {
        _output.Write(Encoding.UTF8.GetBytes(text));
        _output.Flush();
    }

    public void Dispose() => _restore();
}
