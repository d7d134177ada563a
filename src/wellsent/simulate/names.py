"""Names for made-up people: pools written for this purpose, put together so that nobody's name comes twice.

Every letter exists in Windows-1252, since that is what many exports are saved in.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from wellsent.simulate.dice import Dice


def _listed(text: str) -> tuple[str, ...]:
    """The names in a text, split at commas."""
    return tuple(" ".join(name.split()) for name in text.split(","))


FIRST = _listed(
    """
    Aaliyah, Aaron, Abena, Adaeze, Adrián, Aiko, Aisha, Alejandra, Alice, Amara, Amir, Ana, Anders, Andrea,
    Angela, Anika, Anthony, Antonio, Arjun, Astrid, Ayesha, Beatriz, Benjamin, Bernadette, Bilal, Björn, Brandon,
    Brenda, Brigitte, Caleb, Camila, Carlos, Carmen, Catherine, Cecilia, Charles, Chiara, Chinwe, Claire, Colin,
    Connor, Craig, Cynthia, Damian, Daniel, Daria, Darnell, Deborah, Deepa, Delphine, Denise, Derek, Diego,
    Dmitri, Dolores, Donna, Edith, Eduardo, Eileen, Elena, Elias, Emeka, Emily, Enrique, Erin, Ethan, Eun-ji, Eva,
    Fatima, Femi, Fernando, Fiona, Francesca, Frank, Gabriela, Gareth, Gemma, George, Giulia, Gloria, Grace,
    Graham, Gwen, Hannah, Harold, Haruto, Hassan, Hazel, Helen, Henrik, Hiroshi, Ibrahim, Ignacio, Imani, Inés,
    Ingrid, Irene, Isaac, Ivana, Jamal, Janelle, Jasmine, Jean-Luc, Jennifer, Jerome, Jesús, Joanna, Joaquín,
    Jorge, José, Josephine, Joyce, Juan, Judith, Julia, Kamala, Karen, Katarina, Keisha, Kenji, Kevin, Khadija,
    Kofi, Kwame, Lakshmi, Lars, Latoya, Laura, Leila, Leon, Leticia, Liam, Linh, Lorraine, Lucía, Luis, Mai,
    Malik, Manuel, Marcus, Margaret, María, Marisol, Mark, Martha, Mateo, Maya, Mei-Ling, Mercedes, Michael,
    Miguel, Mina, Miriam, Mohammed, Mónica, Nadia, Naomi, Natasha, Nathan, Neha, Ngozi, Nia, Nikhil, Noah, Noor,
    Olga, Oluwaseun, Omar, Oscar, Patricia, Paul, Pedro, Peter, Phuong, Priya, Quentin, Rachel, Rafael, Rajesh,
    Ramón, Ravi, Rebecca, Reggie, Renée, Ricardo, Rosa, Ruth, Samir, Samuel, Sandra, Santiago, Sarah, Sean,
    Shanice, Sigrid, Simone, Sofía, Soo-jin, Stephen, Sunita, Suresh, Susan, Tamika, Tariq, Tatiana, Teresa,
    Theodore, Thomas, Tomás, Trevor, Tunde, Ursula, Valeria, Veronica, Victor, Vikram, Vincent, Violet, Walter,
    Wei, Wendell, William, Xavier, Ximena, Yasmin, Yolanda, Yusuf, Zainab, Zoë
    """
)

FAMILY = _listed(
    """
    Abara, Abbott, Acheampong, Adeyemi, Agarwal, Aguilar, Ahmadi, Albrecht, Alvarado, Amato, Andersson, Appiah,
    Arroyo, Ashworth, Asplund, Atwater, Ávila, Bakshi, Balogun, Baptiste, Barrientos, Baumgartner, Beaumont,
    Benítez, Bergstrom, Bianchi, Blackwood, Bouchard, Brennan, Brightwater, Caldwell, Calloway, Castañeda,
    Chakraborty, Chaudhry, Chen, Chukwu, Cisneros, Coleridge, Contreras, Cordero, Cruz-Medina, D'Amico, D'Souza,
    Dalgaard, Danso, Delacroix, Desai, Dhillon, Diallo, Dombrowski, Donnelly, Dubois, Echevarría, Ekwueme,
    Ellingsen, Espinoza, Estrada, Farouk, Fenwick, Fernandes, Fitzgerald, Fontaine, Friedland, Fujimoto,
    Gallagher, Ganesan, Garza, Ghosh, Goldfarb, Grabowski, Greenaway, Guerrero, Gutiérrez, Haddad, Hakimi,
    Halvorsen, Harcourt, Hashimoto, Hawthorne, Hernández, Hinojosa, Holloway, Hutchins, Ibáñez, Iglesias, Imamura,
    Ishikawa, Iyer, Jankowski, Jaramillo, Jeong, Johansson, Kariuki, Kaur, Kimura, Kowalczyk, Krishnan, Lachance,
    Landry, Larkin-Boyd, Lindqvist, Lombardi, Lozano, Lundgren, MacAllister, Madrigal, Mahoney, Makinde, Malhotra,
    Marchetti, Markovic, Mbeki, McAllister, McCreary, McGuire, Mehta, Mensah, Mireles, Montoya, Moreau, Mukherjee,
    Müller, Nakagawa, Nasser, Ncube, Nguyen, Nwosu, Núñez, O'Brien, O'Connell, O'Shaughnessy, Obando, Okafor,
    Okonkwo, Olszewski, Oyelaran, Pacheco, Palmieri, Papadakis, Park, Pendergast, Peña, Petrov, Pham, Pillai,
    Quintero, Rahimi, Ramaswamy, Reddy, Reyes-Soto, Rinaldi, Rosenthal, Rousseau, Ruiz, Rutkowski, Saeed, Salazar,
    Sandoval, Sanghera, Santoro, Schroeder, Šimek, Sepúlveda, Shapiro, Sørensen, Stavros, Stonebridge,
    Subramanian, Suzuki, Szabo, Takahashi, Tanaka, Tesfaye, Thackeray, Thibodeaux, Tran, Treviño, Underwood,
    Uribe, Valdez, Vasquez-Ford, Vaughn, Villanueva, Vo, Wadhwa, Wakefield, Washington, Watanabe, Weatherby,
    Weinberg, Whitcombe, Winslow, Wojcik-Lane, Xiong, Yamamoto, Yeboah, Zamora, Zaragoza, Zimmerman, de la Cruz,
    de León, del Valle, van der Berg, van Dijk, von Hagen, bin Rashid, St. Clair
    """
)

MIDDLE = "ABCDEFGHJKLM"
LATER_MIDDLE = "NOPRSTVWXYZ"
SUFFIXES = ("Jr", "Jr", "II", "III")


@dataclass(frozen=True)
class PersonName:
    """A made-up person's name; `middle` is one letter or empty, `suffix` such as Jr or empty."""

    first: str
    family: str
    middle: str = ""
    suffix: str = ""

    @property
    def full(self) -> str:
        """First name first: Ada M. Okafor Jr."""
        middle = f"{self.middle}." if self.middle else ""
        return " ".join(part for part in (self.first, middle, self.family, self.suffix) if part)


def made_up_names(dice: Dice) -> Iterator[PersonName]:
    """Names without end in an order of their own; first and family name together come twice only when all are used,
    and then with another middle letter. Raises ValueError after some 570,000.
    """
    pairs = len(FIRST) * len(FAMILY)
    for later in ("", *LATER_MIDDLE):
        for pair in dice.rng.permutation(pairs):
            first, family = divmod(int(pair), len(FAMILY))
            middle = later or (dice.pick(MIDDLE) if dice.chance(0.45) else "")
            suffix = dice.pick(SUFFIXES) if dice.chance(0.03) else ""
            yield PersonName(FIRST[first], FAMILY[family], middle, suffix)
    raise ValueError("a made-up practice cannot have that many people: ask for fewer sources or months")
