using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

/// <summary>Files that people share. Bytes.</summary>
public sealed class FileSettings
{
    /// <summary>One file; 0: none are taken.</summary>
    [Range(0, int.MaxValue)]
    public int MaxBytes { get; set; } = 20 * 1024 * 1024;

    /// <summary>All files of one account.</summary>
    [Range(typeof(long), "0", "1000000000000000")]
    public long Quota { get; set; } = 500L * 1024 * 1024;

    /// <summary>All files of the server.</summary>
    [Range(typeof(long), "0", "1000000000000000")]
    public long Total { get; set; } = 20L * 1024 * 1024 * 1024;
}
