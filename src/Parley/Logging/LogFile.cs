namespace Parley.Host.Logging;

/// <summary>A file that is turned over by size: <c>x.log</c> becomes <c>x.log.1</c>, that <c>x.log.2</c>, and so on; the oldest goes.</summary>
/// <remarks>Used by one thread.</remarks>
internal sealed class LogFile : IDisposable
{
    private readonly string _path;
    private readonly long _maxBytes;
    private readonly int _files;
    private FileStream _stream;

    /// <param name="files">Files kept, the current one included; 1 and up.</param>
    /// <exception cref="IOException">The file can't be opened (also <see cref="UnauthorizedAccessException"/>).</exception>
    public LogFile(string path, long maxBytes, int files)
    {
        (_path, _maxBytes, _files) = (Path.GetFullPath(path), maxBytes, files);
        _stream = Open();
    }

    /// <param name="lines">Whole lines: they stay together in one file, which may pass the size by them.</param>
    public void Write(ReadOnlyMemory<byte> lines)
    {
        if (!_stream.CanWrite)
            _stream = Open();
        if (_stream.Length > 0 && _stream.Length + lines.Length > _maxBytes)
            TurnOver();
        _stream.Write(lines.Span);
        _stream.Flush();
    }

    public void Dispose() => _stream.Dispose();

    private void TurnOver()
    {
        _stream.Dispose();
        try
        {
            if (_files == 1)
                File.Delete(_path);
            for (var n = _files - 1; n >= 1; n--)
            {
                var newer = n == 1 ? _path : $"{_path}.{n - 1}";
                if (File.Exists(newer))
                    File.Move(newer, $"{_path}.{n}", overwrite: true);
            }
        }
        finally
        {
            _stream = Open();
        }
    }

    private FileStream Open()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new(_path, options);
    }
}
