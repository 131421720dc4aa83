using System.ComponentModel.DataAnnotations;

namespace Parley.Core.Settings;

public sealed class RoomSettings
{
    /// <summary><c>door</c>: as the door that makes the room says; else this for every new room.</summary>
    [AllowedValues("door", "owner", "occupied", "kept")]
    public string Lifetime { get; set; } = "door";

    /// <summary>Seconds a room outlives its owner's last session; 0 in the classic profile.</summary>
    [Range(0, 86_400)]
    public int OwnerGrace { get; set; } = 60;

    /// <summary>Seconds it does so at least when the owner's link was lost and the owner has a device that carries on among peers; 0 with `owner-grace` 0.</summary>
    [Range(0, 604_800)]
    public int CutOffGrace { get; set; } = 43_200;

    /// <summary><c>#cR</c> of an existing room enters it instead of error 202.</summary>
    public bool CreateJoinsExisting { get; set; }

    /// <summary><c>separate</c>: each session of an account has its own current room; <c>shared</c>: where one goes the others go.</summary>
    [AllowedValues("separate", "shared")]
    public string Sessions { get; set; } = "separate";

    /// <summary>Rooms an account may own at a time; administrators have no limit.</summary>
    [Range(1, 1_000_000)]
    public int MaxPerAccount { get; set; } = 50;
}
