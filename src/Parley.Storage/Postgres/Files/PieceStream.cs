using Parley.Core.Ports;

namespace Parley.Storage.Postgres.Files;

/// <summary>The bytes of a file, seekable; holds one piece at a time, and no connection between reads. To be read asynchronously.</summary>
internal sealed class PieceStream(Reads reads, string file, bool thumbnail, long length) : Stream
{
    public const int PieceBytes = 256 * 1024;

    private long _number = -1;
    private byte[] _piece = [];
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    /// <exception cref="StorageUnavailableException">The database can't be reached.</exception>
    /// <exception cref="IOException">The file was removed meanwhile.</exception>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
            return 0;
        var (number, from) = Math.DivRem(_position, PieceBytes);
        if (number != _number)
        {
            var pieces = await reads.AllAsync(
                "SELECT bytes FROM piece WHERE file = $1 AND thumbnail = $2 AND number = $3", row => row.Bytes(0), cancellationToken, file, thumbnail, (int)number);
            _piece = pieces.Count > 0 ? pieces[0] : throw new IOException("The file was removed while it was read.");
            _number = number;
        }
        var count = Math.Min(buffer.Length, _piece.Length - (int)from);
        _piece.AsSpan((int)from, count).CopyTo(buffer.Span);
        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("to be read asynchronously");

    public override long Seek(long offset, SeekOrigin origin) => Position = origin switch
    {
        SeekOrigin.Begin => offset,
        SeekOrigin.Current => _position + offset,
        _ => length + offset,
    };

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
