using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class LineSettings
{
    /// <summary>Whether senders see their own lines at first (<c>#echo</c>).</summary>
    public bool Echo { get; set; } = true;

    /// <summary><c># text</c>, <c>#1</c> and <c>#</c> alone are messages; false refuses them with 200.</summary>
    public bool HashText { get; set; } = true;

    /// <summary>Hints such as "you are already in the default room"; off in the classic profile.</summary>
    public bool Hints { get; set; } = true;

    /// <summary>Messages shown on entering a room that keeps its history; 0 in the classic profile.</summary>
    [Range(0, Contracts.Limits.PageSize)]
    public int History { get; set; } = 10;
}
