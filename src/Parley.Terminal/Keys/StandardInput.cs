using System.Threading.Channels;
using Microsoft.Win32.SafeHandles;

namespace Parley.Terminal;

/// <summary>Standard input as chunks of bytes. A read of it can't be cancelled: the reading ends with the input or with the process.</summary>
internal static class StandardInput
{
    /// <summary>At most 64 chunks wait; then the reading does. Completes at the end of input.</summary>
    public static ChannelReader<byte[]> Read()
    {
        var chunks = Channel.CreateBounded<byte[]>(64);
        _ = Task.Run(async () =>
        {
            await using var input = Open();
            var buffer = new byte[4096];
            try
            {
                while (await input.ReadAsync(buffer) is > 0 and var length)
                    await chunks.Writer.WriteAsync(buffer[..length]);
            }
            catch (IOException)
            {
                // The terminal is gone (its window was closed): the end of input.
            }
            chunks.Writer.TryComplete();
        });
        return chunks.Reader;
    }

    // On Unix the console's own stream reads whole lines with an echo of its own, whatever mode the terminal is in.
    private static Stream Open() =>
        OperatingSystem.IsWindows() ? Console.OpenStandardInput() : new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
}
