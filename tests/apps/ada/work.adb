--  SPDX-License-Identifier: MIT
--  Exceptions (raised, propagated out of tasks, by checks and by faults), tasks with rendezvous, a protected queue,
--  delays, finalization, text and stream files.
with Ada.Command_Line;
with Ada.Exceptions;          use Ada.Exceptions;
with Ada.Finalization;
with Ada.Text_IO;             use Ada.Text_IO;
with Ada.Containers.Vectors;
with Ada.Strings.Fixed;
with Ada.Real_Time;           use Ada.Real_Time;

procedure Work is
   Failure : exception;

   type Noisy is new Ada.Finalization.Limited_Controlled with record
      Id : Integer := 0;
   end record;
   overriding procedure Finalize (Object : in out Noisy);
   overriding procedure Finalize (Object : in out Noisy) is
   begin
      Put_Line ("finalize" & Object.Id'Image);
   end Finalize;

   procedure Deep (Level : Natural) is
      Guard : Noisy;
   begin
      Guard.Id := Level;
      if Level = 0 then
         raise Failure with "at the bottom";
      end if;
      Deep (Level - 1);
   end Deep;

   procedure Checks is
      Numbers : array (1 .. 3) of Integer := (1, 2, 3);
      Index   : Integer := Ada.Command_Line.Argument_Count + 4;
      type Small is range 0 .. 10;
      Value   : Small := 10;
      type Link is access Integer;
      pragma Warnings (Off, "*may be null*");
      Nothing : Link;
   begin
      begin
         Numbers (Index) := 5;
         Put_Line (Numbers (Index)'Image);
      exception
         when Constraint_Error => Put_Line ("index");
      end;
      begin
         Value := Value + Small (Index - 3);
         Put_Line (Value'Image);
      exception
         when Constraint_Error => Put_Line ("range");
      end;
      begin
         Put_Line (Integer'Image (Index / (Index - Ada.Command_Line.Argument_Count - 4)));
      exception
         when Constraint_Error => Put_Line ("division");
      end;
      begin
         Put_Line (Nothing.all'Image);
      exception
         when Constraint_Error => Put_Line ("null");
      end;
      begin
         Put_Line (Integer'Value ("12x")'Image);
      exception
         when Constraint_Error => Put_Line ("value");
      end;
   end Checks;

   protected type Queue is
      entry Put (Item : Integer);
      entry Get (Item : out Integer);
   private
      Held : Integer := 0;
      Full : Boolean := False;
   end Queue;
   protected body Queue is
      entry Put (Item : Integer) when not Full is
      begin
         Held := Item;
         Full := True;
      end Put;
      entry Get (Item : out Integer) when Full is
      begin
         Item := Held;
         Full := False;
      end Get;
   end Queue;

   procedure Producers is
      Shared : Queue;
      task type Producer (Start : Integer);
      task body Producer is
      begin
         for I in 1 .. 500 loop
            Shared.Put (Start + I);
         end loop;
      end Producer;
      A : Producer (0);
      B : Producer (1000);
      C : Producer (2000);
      Sum, Item : Integer := 0;
   begin
      for I in 1 .. 1500 loop
         Shared.Get (Item);
         Sum := Sum + Item;
      end loop;
      Put_Line ("queue" & Sum'Image);
   end Producers;

   procedure Rendezvous is
      task Server is
         entry Add (X : Integer; Y : out Integer);
         entry Fail;
         entry Stop;
      end Server;
      task body Server is
         Total : Integer := 0;
      begin
         loop
            begin
               select
                  accept Add (X : Integer; Y : out Integer) do
                     Total := Total + X;
                     Y := Total;
                  end Add;
               or
                  accept Fail do
                     raise Failure with "in a rendezvous";
                  end Fail;
               or
                  accept Stop;
                  exit;
               end select;
            exception
               when E : Failure => Put_Line ("server: " & Exception_Message (E));
            end;
         end loop;
      end Server;
      Y : Integer := 0;
   begin
      for I in 1 .. 100 loop
         Server.Add (I, Y);
      end loop;
      Put_Line ("total" & Y'Image);
      begin
         Server.Fail;
      exception
         when E : Failure => Put_Line ("client: " & Exception_Message (E));
      end;
      Server.Stop;
      begin
         Server.Add (1, Y);
      exception
         when Tasking_Error => Put_Line ("the task is gone");
      end;
   end Rendezvous;

   procedure Timing is
      task Sleeper is
         entry Never;
      end Sleeper;
      task body Sleeper is
      begin
         select
            accept Never;
         or
            delay 0.02;
            Put_Line ("timeout");
         end select;
         delay 60.0;
         Put_Line ("not reached");
      end Sleeper;
      Start : constant Time := Clock;
   begin
      delay until Start + Milliseconds (50);
      Put_Line (Boolean'Image (Clock - Start >= Milliseconds (50)));
      abort Sleeper;
      select
         delay 0.01;
         Put_Line ("asynchronous transfer");
      then abort
         loop
            delay 0.001;
         end loop;
      end select;
   end Timing;

   procedure Files is
      package Lists is new Ada.Containers.Vectors (Positive, Integer);
      package Sorting is new Lists.Generic_Sorting;
      File : File_Type;
      Held : Lists.Vector;
   begin
      Create (File, Out_File, "ada.txt");
      for I in 1 .. 100 loop
         Put_Line (File, Ada.Strings.Fixed.Trim (Integer'Image (I * 7919 mod 101), Ada.Strings.Both));
      end loop;
      Close (File);
      Open (File, In_File, "ada.txt");
      while not End_Of_File (File) loop
         Held.Append (Integer'Value (Get_Line (File)));
      end loop;
      Delete (File);
      Sorting.Sort (Held);
      Put_Line ("sorted" & Held.First_Element'Image & Held.Last_Element'Image & Held.Length'Image);
      Open (File, In_File, "none.txt");
   exception
      when Name_Error => Put_Line ("no such file");
   end Files;
begin
   begin
      Deep (3);
   exception
      when E : Failure => Put_Line (Exception_Name (E) & ": " & Exception_Message (E));
   end;
   Checks;
   Producers;
   Rendezvous;
   Timing;
   Files;
   Ada.Command_Line.Set_Exit_Status (7);
   if Ada.Command_Line.Argument_Count > 0 then
      raise Failure with "not handled";
   end if;
end Work;
